"""Made-up tables as the data sets write theirs."""

from __future__ import annotations

NIH = (
    "Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age,Patient Gender,"
    "View Position,OriginalImage[Width,Height],OriginalImagePixelSpacing[x,y],\n"
    "a_0.png,Effusion|Pleural_Thickening,0,90,058Y,M,PA,9,9,1,1,\n"
    "a_1.png,No Finding,1,90,59,M,AP,9,9,1,1,\n"
    "b_0.png,Infiltration,0,91,011M,F,PA,9,9,1,1,\n"
    "gone.png,Hernia,0,92,7,F,PA,9,9,1,1,\n"
)
CHEXPERT = (
    "Path,Sex,Age,Frontal/Lateral,AP/PA,No Finding,Edema,Pleural Effusion\n"
    "CheXpert-v1.0-small/{0}/p1/study1/view1_frontal.jpg,Female,68,Frontal,AP,,1.0,-1.0\n"
    "CheXpert-v1.0-small/{0}/p1/study1/view2_lateral.jpg,Male,68,Lateral,,1.0,0.0,\n"
)
PADCHEST = (
    ",ImageID,ImageDir,StudyID,PatientID,PatientSex_DICOM,Projection,Report,"
    "MethodLabel,Labels\n"
    "0,a.png,0,s1,p1,M,PA,secret,Physician,\"['nodule', ' pleural effusion', '']\"\n"
    "1,b.png,0,s1,p1,M,L,secret,RNN_model,\"['normal', 'suboptimal study']\"\n"
    "2,c.png,0,s2,p2,F,PA,secret,RNN_model,\"['exclude', 'nodule']\"\n"
    "3,d.png,0,s3,p3,F,PA,secret,RNN_model,nan\n"
    "4,e.png,0,s4,p4,F,AP,secret,RNN_model,['unchanged']\n"
    "5,gone.png,0,s5,p5,F,AP,secret,RNN_model,['mass']\n"
    "6,f.png,0,s6,p6,F,AP,secret,RNN_model,['nodule']\n"
)
VINDR = (
    "image_id,rad_ID,Cardiomegaly,Nodule/Mass,No finding\n"
    "aa,R1,1,0,0\naa,R2,1,0,0\naa,R3,0,1,0\n"
    "bb,R1,0,0,1\nbb,R2,0,0,1\nbb,R4,0,0,1\n"
)
VINDR_BOXES = (
    "image_id,rad_id,class_name,x_min,y_min,x_max,y_max\n"
    "aa,R1,Cardiomegaly,10,20,40,60\nbb,R1,No finding,,,,\nzz,R1,Cardiomegaly,1,1,2,2\n"
)
VINBIGDATA = (
    "image_id,class_name,class_id,rad_id,x_min,y_min,x_max,y_max\n"
    "aa,No finding,14,R1,,,,\naa,ILD,5,R2,1.5,2,3.5,5\naa,ILD,5,R3,1,2,3,4\n"
    "aa,Atelectasis,1,R3,1,2,3,4\nbb,No finding,14,R1,,,,\n"
)
RSNA = (
    "patientId,x,y,width,height,Target\n"
    "aa,,,,,0\nbb,1.0,2.0,3.0,4.0,1\nbb,5.0,6.0,7.0,8.0,1\ngone,,,,,0\n"
)
RSNA_CLASSES = "patientId,class\naa,Normal\nbb,Lung Opacity\nbb,Lung Opacity\n"
SIIM = (
    "ImageId, EncodedPixels\n"
    "1.2.3.851,-1\n1.2.3.852,1026 3 1021 4\n1.2.3.852,0 5\n1.2.3.853,1000 100\n"
)
COVID = (
    "patientid,offset,sex,age,finding,view,modality,date,location,folder,filename,"
    "clinical_notes\n"
    "2,0,M,65,Pneumonia/Viral/COVID-19,PA,X-ray,1 May,Rome,images,a.jpg,secret\n"
    '2,3,M,65,"COVID-19, ARDS",AP,X-ray,1 May,Rome,images,b.png,secret\n'
    "3,,F,,No Finding,L,X-ray,1 May,Rome,images,c.png,secret\n"
    "4,,,,todo,PA,X-ray,1 May,Rome,images,d.png,secret\n"
    "5,,F,,Tuberculosis,Axial,CT,1 May,Rome,images,e.png,secret\n"
    "6,,F,,Pneumonia,PA,X-ray,1 May,Rome,images,a.jpg,secret\n"
)
REPORT = (
    '<?xml version="1.0"?><eCitation><uId id="CXR1"/><Abstract>secret</Abstract>'
    "<MeSH><major>Opacity/lung</major><major> Heart Failure</major>"
    "<automatic>secret</automatic></MeSH>"
    '<parentImage id="CXR1_1_IM-0001-3001"/><parentImage id="CXR1_gone"/></eCitation>'
)
NORMAL = REPORT.replace("CXR1", "CXR2").replace(
    "<major>Opacity/lung</major><major> Heart Failure</major>", "<major>normal</major>"
)
MIMIC = (
    "subject_id,study_id,Edema,Pneumonia\n10000032,501,1.0,-1.0\n10000033,502,,0.0\n"
)
